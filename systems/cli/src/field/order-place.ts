import { isReadingStep, type WorkOrder, WorkOrderError } from '@ferraris/transport'
import { InputError } from '../errors.ts'

/**
 * The URI under which the meter of an order is reached: that of the order, or what the person in front of it says, such
 * as `smitp+serial:///dev/ttyUSB0`, to which serial number, address and client are added. Throws InputError, and
 * WorkOrderError for another meter than the order's.
 */
export function meterPlace({ meter, steps }: WorkOrder, at: string | undefined): string {
  if (at === undefined && /^(dlms|smitp)\+(tcp|udp|tls):/.test(meter.uri)) return meter.uri
  if (at === undefined || !URL.canParse(at))
    throw new InputError(
      '--at',
      at === undefined ? 'is missing' : 'is no URI',
      'say where you reach the meter, for example --at smitp+serial:///dev/ttyUSB0',
    )
  const [place, text = ''] = at.split('?') as [string, string?]
  const query = new URLSearchParams(text)
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && !query.has(name)) query.set(name, value)
  }
  const device = query.get('device')
  if (device !== null && device !== meter.serial)
    throw new WorkOrderError('not-allowed', `the order is for ${meter.serial}, not for ${device}`)
  add('device', meter.serial)
  if (place.startsWith('smitp+') || query.get('framing') === 'smitp') add('aca', meter.aca)
  if (place.startsWith('dlms+')) {
    // Management may do everything, and its keys come only with orders that change something.
    if (!query.has('client')) add('auth', 'gmac')
    add('client', steps.every(isReadingStep) ? '2' : '1')
  }
  return `${place}?${query}`
}
