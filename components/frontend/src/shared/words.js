// Numbers and sentences for people. The sentences themselves come from Python.

/** `template` with its {placeholders} filled in; unknown ones show as "?". */
export function fill(template, values = {}) {
  return String(template ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "?");
}

/** A measured number with four significant digits, thousands separated. */
export function figures(value) {
  if (typeof value !== "number") return "–";
  if (value === 0) return "0";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) return minus(value.toExponential(2));
  if (size >= 1000) return count(Math.round(Number(value.toPrecision(4))));
  return minus(value.toPrecision(4));
}

/** A number that somebody chose, without zeros nobody wrote: 0.001. */
export function chosen(value) {
  if (typeof value !== "number") return "–";
  return minus(String(Number(value.toPrecision(4))));
}

/** A whole number with thousands separated. */
export function count(value) {
  return minus(String(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Seconds as two units at most; `units` are templates: seconds, minutes, hours, days. */
export function duration(seconds, units) {
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) return "–";
  if (seconds < 9.95) return fill(units.seconds, { seconds: Math.max(0, seconds).toFixed(1) });
  const whole = Math.round(seconds);
  if (whole < 60) return fill(units.seconds, { seconds: whole });
  if (whole < 3600) return fill(units.minutes, { minutes: Math.floor(whole / 60), seconds: whole % 60 });
  const minutes = Math.round(whole / 60);
  if (minutes < 1440) return fill(units.hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  const hours = Math.round(minutes / 60);
  return fill(units.days, { days: Math.floor(hours / 24), hours: hours % 24 });
}

/** Bytes as MB below one GB, else as GB; `units` are templates: megabytes, gigabytes. */
export function bytes(value, units) {
  if (typeof value !== "number") return "–";
  const megabytes = value / 1e6;
  if (megabytes < 999.5) return fill(units.megabytes, { megabytes: Math.round(megabytes) });
  return fill(units.gigabytes, { gigabytes: count(Number((megabytes / 1000).toPrecision(3))) });
}

/** "val_loss" as people read it: "Val loss"; Keras' own words, only spaced. */
export function spaced(name) {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function minus(text) {
  return text.replace("-", "−");
}
