import { logicalDevice, type Meter } from '@ferraris/meter'
import { type CallOut, callOut } from '@ferraris/transport'
import { InputError } from '../../errors.ts'

/** Has a meter call a head-end, which then reads it over the connection. Throws InputError for what is no place. */
export function callHeadEnd(meter: Meter, place: string | undefined): CallOut | undefined {
  if (place === undefined) return undefined
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(place) ?? []
  if (host === undefined || Number(port) < 1 || Number(port) > 0xffff)
    throw new InputError('--calls', `${JSON.stringify(place)} is no place`, 'write for example 10.0.0.1:4059')
  return callOut(
    { host, port: Number(port) },
    {
      server: logicalDevice,
      settings: meter.server,
      onEvent: event => meter.log(event),
      onFailure: error => console.error(`the meter could not answer: ${String(error)}`),
    },
  )
}
