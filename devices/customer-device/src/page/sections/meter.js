import { element } from '../dom.js'
import { kilowattHours } from '../format.js'
import { words } from '../words.js'

export function meterSection({ pod, plate, importedEnergy, exportedEnergy, clockDifference, role }) {
  const register = role === 'M1' ? importedEnergy : exportedEnergy
  return element(
    'section',
    {},
    element('h2', {}, words.meter, ' ', plate ?? ''),
    element(
      'div',
      { class: 'row' },
      element('span', { class: 'quiet' }, pod),
      register !== null &&
        element('span', {}, `${words.register} ${kilowattHours(register.value, 1).join(' ')}`),
    ),
    clockDifference !== null && element('div', { class: 'quiet' }, words.clock(clockDifference)),
  )
}
