import { element } from '../dom.js'
import { kilowatts, moment, watts } from '../format.js'
import { words } from '../words.js'

/** Live power against contract and available power. */
export function powerSection({ power, contractPower, availablePower, association }, now) {
  if (power === null) {
    const hint = words[association] ?? words.unknown
    return element(
      'section',
      {},
      element('h2', {}, words.now),
      element('div', { class: 'figure' }, '–'),
      element('div', { class: 'quiet' }, hint),
    )
  }
  const [value, unit] = kilowatts(power.value)
  const limit = availablePower ?? contractPower
  return element(
    'section',
    {},
    element(
      'div',
      { class: 'row' },
      element('h2', {}, words.now),
      element('span', { class: 'quiet' }, moment(power.time, now)),
    ),
    element('div', { class: 'hero' }, value, ' ', element('small', {}, unit)),
    limit !== null && scale(power.value, contractPower, availablePower),
  )
}

function scale(power, contractPower, availablePower) {
  const most = Math.max(power, availablePower ?? 0, contractPower ?? 0) * 1.12
  const part = value => `${(100 * value) / most}%`
  const marks = [contractPower, availablePower].filter(value => value !== null)
  const isOver = availablePower !== null && power > availablePower
  return [
    element(
      'div',
      { class: isOver ? 'scale over' : 'scale' },
      element('i', { class: 'level', style: { width: part(power) } }),
      marks.map(value => element('b', { style: { left: part(value) } })),
    ),
    element(
      'div',
      { class: 'row quiet' },
      contractPower !== null && element('span', {}, `${words.contract} ${watts(contractPower)}`),
      availablePower !== null && element('span', {}, `${words.available} ${watts(availablePower)}`),
    ),
  ]
}
