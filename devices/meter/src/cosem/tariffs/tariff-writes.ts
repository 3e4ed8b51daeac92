import type { Write } from '../model/writes.ts'
import { tariffOfMask } from './tariff-switching.ts'

/** active_mask (class 6, attribute 4): a script switches the tariff; the calendar's next switching ends that. */
export const writeActiveMask: Write = ({ automation, store, now }, value) => {
  if (value.type !== 'octet-string') return 'type-unmatched'
  const tariff = tariffOfMask(automation.settings, value.value)
  if (tariff === undefined) return 'other-reason'
  automation.change(now, () => store.holdTariff(tariff, now))
  return 'success'
}
