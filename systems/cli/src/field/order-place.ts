import { isReadingStep, type WorkOrder, WorkOrderError, type WorkStep } from '@ferraris/work-order'
import { InputError } from '../errors.ts'

/** By the companion profile: the client that may do everything, and the one that reads. */
const management = '1'
const reader = '2'

/** Whether tables may have no row for these steps. An image of firmware is for tables or for DLMS: it goes where the person says. */
function needDlms(steps: readonly WorkStep[]): boolean {
  const actions = new Set(steps.map(({ action }) => action))
  return !actions.has('firmware') && (actions.has('write') || actions.has('programme'))
}

/**
 * The URI under which the meter of an order is reached: that of the order, or what the person in front of it says, such
 * as `smitp+serial:///dev/ttyUSB0`, to which serial number, address and client are added. What changes the meter is the
 * management client's, where the order brings its keys; what tables do not hold goes as DLMS. Throws InputError, and WorkOrderError for another meter than the
 * order's.
 */
export function meterPlace(
  { meter, steps }: WorkOrder,
  at: string | undefined,
  clients: readonly string[],
): string {
  const isDirect = /^(dlms|smitp)\+(tcp|udp|tls):/.test(meter.uri)
  const uri = at ?? (isDirect ? meter.uri : undefined)
  if (uri === undefined || !URL.canParse(uri))
    throw new InputError(
      '--at',
      uri === undefined ? 'is missing' : 'is no URI',
      'say where you reach the meter, for example --at smitp+serial:///dev/ttyUSB0',
    )
  const [given, text = ''] = uri.split('?') as [string, string?]
  const query = new URLSearchParams(text)
  // METERS AND MORE brings DLMS to the same port.
  const isWithin = given.startsWith('smitp+') && needDlms(steps) && clients.includes(management)
  const place = isWithin ? given.replace('smitp+', 'dlms+') : given
  if (isWithin) {
    query.set('framing', 'smitp')
    query.delete('mode')
  }
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && !query.has(name)) query.set(name, value)
  }
  const device = query.get('device')
  if (device !== null && device !== meter.serial)
    throw new WorkOrderError('not-allowed', `the order is for ${meter.serial}, not for ${device}`)
  add('device', meter.serial)
  if (place.startsWith('smitp+') || query.get('framing') === 'smitp') add('aca', meter.aca)
  if (place.startsWith('dlms+')) {
    const wanted = steps.every(isReadingStep) ? reader : management
    // The head-end's own URI is one for reading.
    if (at === undefined && wanted === management && clients.includes(management)) query.delete('client')
    if (!query.has('client')) query.set('auth', 'gmac')
    add('client', wanted)
  }
  return `${place}?${query}`
}
