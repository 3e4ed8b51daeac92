import { Chain2Error, type CountersMessage, decodeCounters, hasRegister } from '@ferraris/chain2'
import { countsOf } from '../counting/index.ts'
import type { ToldDay, Upload } from './upload.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The content of a message, or what is wrong with it. */
export function readMessage(payload: Uint8Array): Omit<Upload, 'source' | 'participant' | 'place'> | string {
  try {
    const message = decodeCounters(utf8.decode(payload))
    const { duId, smitpAddr, systemTitle, pod, meter, fw = null } = message
    return {
      device: duId,
      smitpAddress: smitpAddr,
      systemTitle,
      pod,
      meter,
      firmware: fw,
      days: daysOf(message),
    }
  } catch (error) {
    if (error instanceof Chain2Error) return error.message
    if (error instanceof TypeError) return 'message: is no UTF-8'
    throw error
  }
}

function daysOf({ meter, days }: CountersMessage): ToldDay[] {
  return days.map(({ day, powerLoss, byHour = null, ...counts }) => ({
    day,
    counts: countsOf(kind => (hasRegister(meter, kind) ? counts[kind] : null)),
    powerLoss,
    byHour,
  }))
}
