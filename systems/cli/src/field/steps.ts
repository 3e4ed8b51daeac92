import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ClockReading,
  checkedParameters,
  DlmsMeter,
  isoTime,
  type MeterAccess,
  type Plain,
  plainAttribute,
  programmes,
} from '@ferraris/client'
import { addDays, obis } from '@ferraris/cosem'
import { defaultEventProfile } from '@ferraris/metering'
import { WorkOrderError, type WorkStep } from '@ferraris/work-order'
import { InputError } from '../errors.ts'
import { ApplicationRefusal } from '../meter/application-refusal.ts'
import { operateSupply } from '../meter/operate/operate-supply.ts'
import { type Written, writeTo } from '../meter/operate/write.ts'
import { readLogs } from '../meter/read/logged-events.ts'
import { profileDocument } from '../meter/read/read-document.ts'
import { readRegisters, readRows } from '../meter/read/reading.ts'
import { localMidnight, parseDay } from '../meter/values/moment.ts'
import { parseFullTarget } from '../meter/values/target.ts'

/** A clock that is as near to ours has been set: seconds. */
const clockTolerance = 2

function shown({ time, offsetSeconds }: ClockReading) {
  return { time: isoTime(time), offsetSeconds }
}

/** Carries a step out and gives what it brought. `image` is the file beside the order, where one is needed. */
export async function perform(meter: MeterAccess, step: WorkStep, image?: Uint8Array): Promise<unknown> {
  switch (step.action) {
    case 'read-registers': {
      const clock = shown(await meter.clock())
      const registers = await readRegisters(meter)
      return { clock, registers: registers.map(({ obis, value, unit }) => ({ obis, value, unit })) }
    }
    case 'read-profile': {
      const [from, to] = [parseDay(step.from, 'from'), parseDay(step.to, 'to')]
      const range = { from: localMidnight(from), to: localMidnight(addDays(to, 1)) }
      return profileDocument(await readRows(meter, obis(step.profile), range))
    }
    case 'read-events':
      return { profile: defaultEventProfile, events: await readLogs(meter, defaultEventProfile) }
    case 'set-clock':
      return shown(await meter.setClock())
    case 'disconnect':
    case 'reconnect':
      return { state: await operateSupply(meter, step.action) }
    case 'write':
      return changeOf(await writeTo(meter, step.attribute, step.value))
    case 'firmware':
      return { version: await meter.loadFirmware(checkedImage(step, image), step.version) }
    case 'programme':
      return await performProgramme(meter, step, image)
    default:
      throw new WorkOrderError('not-allowed', `this version knows no step ${(step as WorkStep).action}`)
  }
}

/**
 * What a step brought that was begun once and never ended, if the meter shows that it has had its effect; else undefined,
 * and it may be carried out without having it twice.
 */
export async function alreadyDone(meter: MeterAccess, step: WorkStep): Promise<unknown> {
  switch (step.action) {
    case 'set-clock': {
      const clock = await meter.clock()
      const isSet = clock.offsetSeconds !== null && Math.abs(clock.offsetSeconds) <= clockTolerance
      return isSet ? shown(clock) : undefined
    }
    case 'disconnect':
    case 'reconnect': {
      const state = await meter.switchState()
      return (state === 'disconnected') === (step.action === 'disconnect') ? { state } : undefined
    }
    case 'write': {
      const after = await attributeValue(meter, step.attribute)
      return String(after) === step.value ? { after } : undefined
    }
    case 'firmware': {
      const version = await meter.firmware()
      return version === step.version ? { version } : undefined
    }
    default:
      return undefined
  }
}

/** Reads first and acts only where something differs: it may be performed again. Throws for a step of its own that failed. */
async function performProgramme(
  meter: MeterAccess,
  { kind, parameters }: Extract<WorkStep, { action: 'programme' }>,
  image: Uint8Array | undefined,
): Promise<unknown> {
  const programme = programmes.get(kind)
  if (programme === undefined)
    throw new WorkOrderError('not-allowed', `this version knows no programme ${kind}`)
  if (!(meter instanceof DlmsMeter)) {
    const remedy = 'reach the meter with --at dlms+serial:///dev/ttyUSB0?framing=smitp'
    throw new InputError('--at', `${kind} needs DLMS`, remedy)
  }
  const { steps, detail } = await programme.perform(meter, checkedParameters(programme, parameters), {
    now: Date.now,
    random: length => randomBytes(length),
    file: async sha256 => (image !== undefined && sha256Of(image) === sha256 ? image : undefined),
    pause: ms => sleep(ms),
  })
  const failed = steps.find(({ outcome }) => outcome === 'refused' || outcome === 'differs')
  if (failed !== undefined) {
    const why = failed.reason ?? `it shows ${failed.found} instead of ${failed.wrote}`
    throw new ApplicationRefusal('step-refused', `${failed.target}: ${why}`)
  }
  return { steps, ...(detail !== undefined && { detail }) }
}

function sha256Of(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex')
}

/** What a step of writing brought. */
function changeOf({ before, after }: Pick<Written, 'before' | 'after'>) {
  return { before, after }
}

/** What stands in an attribute; null where the meter does not show it. */
async function attributeValue(meter: MeterAccess, attribute: string): Promise<Plain> {
  const { obis: name, id } = parseFullTarget(attribute, 'attribute')
  const { class: of, data } = await meter.attribute(name, id)
  return data === undefined ? null : plainAttribute(of, id, data)
}

function checkedImage(
  { sha256 }: Extract<WorkStep, { action: 'firmware' }>,
  image: Uint8Array | undefined,
): Uint8Array {
  if (image === undefined)
    throw new InputError('--image', 'is missing', `give the file of the image with SHA-256 ${sha256}`)
  const found = sha256Of(image)
  if (found === sha256) return image
  throw new InputError('--image', `has SHA-256 ${found}`, `give the image that the order names, ${sha256}`)
}
