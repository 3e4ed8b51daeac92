import { element } from './dom.js'
import { kilowattHours } from './format.js'

/** Bars with a sentence for those who do not see them. What is not known is hatched, never a bar of zero; what is still to come is blank. */
export function bars(values, label, kind, isRunning = false) {
  const end = isRunning ? values.findLastIndex(value => value !== null) : values.length
  const most = Math.max(1, ...values.map(value => value ?? 0))
  const known = values.filter(value => value !== null)
  const sum = known.reduce((total, value) => total + value, 0)
  return element(
    'div',
    { class: 'bars', role: 'img', 'aria-label': `${label}: ${kilowattHours(sum).join(' ')}` },
    values.map((value, i) =>
      value === null
        ? element('i', { class: i > end ? 'later' : 'unknown' })
        : element('i', { class: kind, style: { height: `${(100 * value) / most}%` } }),
    ),
  )
}
