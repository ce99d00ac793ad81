"""Complete experiments to start from."""


def templates_menu() -> None:
    return
