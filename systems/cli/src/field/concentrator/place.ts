import { concentratorItself, MeterUriError, parseSmitpUri, type SmitpMedium } from '@ferraris/transport'
import { InputError } from '../../errors.ts'

/** Where a concentrator is reached on site: `smitp+serial:///dev/ttyUSB0`, `smitp+tcp://192.0.2.1`. Throws InputError. */
export function concentratorPlace(uri: string): SmitpMedium {
  const mark = uri.includes('?') ? '&' : '?'
  try {
    return parseSmitpUri(`${uri}${mark}aca=${concentratorItself}`)
  } catch (error) {
    if (!(error instanceof MeterUriError)) throw error
    throw new InputError(
      'uri',
      error.message.replace('meter URI, ', ''),
      'write smitp+serial:///dev/ttyUSB0',
      {
        cause: error,
      },
    )
  }
}
