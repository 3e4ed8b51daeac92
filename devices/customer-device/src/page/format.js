import { language } from './words.js'

let timeZone

/** Times are shown in the zone of the meter, wherever the phone is. */
export function useZone(zone) {
  timeZone = zone
}

function number(value, digits) {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value)
}

export function watts(power) {
  return `${number(power, 0)} W`
}

export function kilowatts(power) {
  return [number(power / 1000, 2), 'kW']
}

export function kilowattHours(wh, digits = 2) {
  return [number(wh / 1000, digits), 'kWh']
}

export function money(price, currency) {
  return new Intl.NumberFormat(language, { style: 'currency', currency, maximumFractionDigits: 5 }).format(
    price / 100_000,
  )
}

export function clock(seconds) {
  return format(seconds, { hour: '2-digit', minute: '2-digit' })
}

export function day(seconds) {
  return format(seconds, { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' })
}

/** Near times as a clock, others with their day. */
export function moment(seconds, now) {
  return Math.abs(seconds - now) < 12 * 3600 ? clock(seconds) : day(seconds)
}

function format(seconds, options) {
  return new Intl.DateTimeFormat(language, { ...options, timeZone }).format(seconds * 1000)
}

export function dayOfMonth(date) {
  return new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${date}T12:00Z`),
  )
}

/** A countdown: `1:05:09` or `2:03`. */
export function duration(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, i) => (i === 0 ? `${part}` : String(part).padStart(2, '0'))).join(':')
}
