import { element } from '../dom.js'
import { duration, kilowattHours, moment, watts } from '../format.js'
import { words } from '../words.js'

/** What stands in the way of data, with its remedy. */
export function troubleSection({ code, detail, since }, now) {
  const [title, remedy] = words.trouble[detail === 'changed' ? `${code}-changed` : code]
  return element(
    'section',
    { class: 'trouble', role: 'status' },
    element('strong', {}, title),
    since !== null && element('span', { class: 'quiet' }, ' ', words.since(moment(since, now))),
    element('div', {}, remedy),
  )
}

export function goneSection() {
  return element(
    'section',
    { class: 'trouble', role: 'status' },
    element('strong', {}, words.deviceGone),
    element('div', {}, words.deviceGoneHint),
  )
}

export function alertSection({ state, countdown, availablePower }) {
  const isOpen = state === 'open'
  const title = isOpen ? words.open : words.exceeded
  const hint = isOpen ? words.openHint(watts(availablePower)) : words.exceededHint
  const time = countdown === null ? words.noCountdown : words.opensIn(duration(countdown))
  return element(
    'section',
    { class: 'alert', role: 'alert' },
    element('h2', {}, title),
    !isOpen && element('div', { class: 'figure' }, time),
    element('div', {}, hint),
  )
}

export function thresholdSection({ value: { threshold, energy } }) {
  const [limit, reached] = [kilowattHours(threshold, 1).join(' '), kilowattHours(energy, 1).join(' ')]
  return element(
    'section',
    { class: 'trouble' },
    element('strong', {}, words.threshold),
    element('div', {}, words.thresholdHint(reached, limit)),
  )
}
