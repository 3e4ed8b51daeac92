import { readFileSync } from 'node:fs'
import { isoTime } from '@ferraris/client'
import { defaultEventProfile, type SupplyOrder } from '@ferraris/metering'
import { InputError } from '../errors.ts'
import { writeTo } from '../meter/operate/write.ts'
import { eventsText, parseEventProfile, readLogs } from '../meter/read/logged-events.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { type FieldOptions, withFieldMeter } from './field-meter.ts'

/** `field write`. */
export async function write(
  uri: string,
  attribute: string,
  value: string,
  options: FieldOptions,
): Promise<void> {
  const { before, after } = await withFieldMeter(uri, options, meter => writeTo(meter, attribute, value))
  show(options.json, { attribute, before, after }, () => `${print.name(attribute)}  ${before} → ${after}`)
}

/** `field events`. */
export async function events(
  uri: string,
  options: FieldOptions & { readonly eventProfile?: string },
): Promise<void> {
  const list = parseEventProfile(options.eventProfile ?? defaultEventProfile)
  const events = await withFieldMeter(uri, options, meter => readLogs(meter, list))
  show(options.json, { profile: list, events }, () => eventsText(events))
}

/** `field clock`: what it shows, or with `set` what it shows when it has been set to ours. */
export async function clock(uri: string, options: FieldOptions & { readonly set?: boolean }): Promise<void> {
  const { time, offsetSeconds } = await withFieldMeter(uri, options, meter =>
    options.set ? meter.setClock() : meter.clock(),
  )
  const text = isoTime(time)
  show(options.json, { time: text, offsetSeconds, set: options.set ?? false }, () =>
    [text.replace('T', ' '), offsetSeconds === null ? '' : `${offsetSeconds} s ahead of ours`].join('  '),
  )
}

/** `field switch`: the state of the supply, or with an order its state behind it. */
export async function supplySwitch(
  uri: string,
  order: SupplyOrder | undefined,
  options: FieldOptions,
): Promise<void> {
  const state = await withFieldMeter(uri, options, meter =>
    order === undefined ? meter.switchState() : meter.operateSwitch(order),
  )
  show(options.json, { state }, () => String(state))
}

/** `field firmware`: the version that runs, or with an image the one that runs when it is in. */
export async function firmware(
  uri: string,
  image: string | undefined,
  options: FieldOptions & { readonly name?: string },
): Promise<void> {
  const { name } = options
  if (image !== undefined && name === undefined)
    throw new InputError(
      '--name',
      'is missing',
      'say how the meter shall call the image, for example --name 2.1.0',
    )
  const octets = image === undefined ? undefined : readImage(image)
  const version = await withFieldMeter(uri, options, meter =>
    octets === undefined || name === undefined ? meter.firmware() : meter.loadFirmware(octets, name),
  )
  show(options.json, { version }, () => version)
}

/** The octets of an image. Throws InputError. */
export function readImage(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new InputError('image', `${file} cannot be read (${code})`, 'check its name and your rights', {
      cause,
    })
  }
}
