/* Moments in the viewer's own zone and words, as Slack's date tokens ask for them. */

const DAY = 86400;

const said = (options) => new Intl.DateTimeFormat("en-GB", options);
const FORMS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};
const made = new Map();

function format(name, moment) {
  if (name === "date_num") {
    const parts = Object.fromEntries(maker(name).formatToParts(moment).map(({ type, value }) => [type, value]));
    return `${parts.year}-${parts.month}-${parts.day}`;
  }
  return maker(name).format(moment);
}

function maker(name) {
  if (!made.has(name)) made.set(name, said(FORMS[name]));
  return made.get(name);
}

/* Days from today, by the calendar of the viewer's zone. */
function daysFromToday(moment, now) {
  const day = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 1000 / DAY;
  return Math.round(day(moment) - day(new Date(now * 1000)));
}

const NEAR = { 0: "today", 1: "tomorrow", "-1": "yesterday" };

function pretty(name, moment, now) {
  return NEAR[daysFromToday(moment, now)] ?? format(name, moment);
}

/* One word of a format: {date_short_pretty}, {time}, {ago} …; undefined for what Slack does not know. */
function word(name, unix, now) {
  const moment = new Date(unix * 1000);
  if (name === "ago") return ago(unix, now);
  if (name === "date_long_full") return format("date_long", moment);
  if (name === "day_divider_pretty") return pretty("date_long", moment, now);
  if (name.endsWith("_pretty")) {
    const plain = name.slice(0, -"_pretty".length);
    return plain in FORMS ? pretty(plain, moment, now) : undefined;
  }
  return name in FORMS ? format(name, moment) : undefined;
}

export function ago(unix, now) {
  const seconds = Math.round(unix - now);
  const [number, unit] = quantity(Math.abs(seconds));
  if (!number) return "just now";
  const words = `${number} ${unit}${number === 1 ? "" : "s"}`;
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

function quantity(seconds) {
  if (seconds < 45) return [0, "second"];
  if (seconds < 3570) return [Math.max(1, Math.round(seconds / 60)), "minute"];
  if (seconds < DAY - 1800) return [Math.max(1, Math.round(seconds / 3600)), "hour"];
  return [Math.max(1, Math.round(seconds / DAY)), "day"];
}

/* The text of a date token; the fallback where the moment or a word of the format is none. */
export function dated(unix, pattern, fallback, now) {
  if (!Number.isFinite(unix) || Math.abs(unix) > 8.64e12) return fallback;
  let known = true;
  const text = pattern.replace(/\{([a-z_]+)\}/g, (whole, name) => {
    const found = word(name, unix, now);
    if (found === undefined) known = false;
    return found ?? whole;
  });
  return known ? text : fallback;
}

export function clockTime(ts) {
  return format("time", new Date(Number(ts) * 1000));
}

export function fullTime(ts) {
  const moment = new Date(Number(ts) * 1000);
  return `${format("date_long", moment)}, ${format("time_secs", moment)}`;
}

export function dayOf(ts) {
  return format("date_num", new Date(Number(ts) * 1000));
}

export function dayWords(ts, now) {
  const text = pretty("date_long", new Date(Number(ts) * 1000), now);
  return text[0].toUpperCase() + text.slice(1);
}
