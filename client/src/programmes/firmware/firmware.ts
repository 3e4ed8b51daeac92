import { type Obis, obis as obisOf } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes, partOf, partPlates } from '@ferraris/metering'
import { type Static, Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { activateImage, bringImage } from '../../firmware/transfer-image.ts'
import { sha256 } from '../forms/files.ts'
import { instant, momentOf } from '../forms/moments.ts'
import { instance } from '../forms/names.ts'
import { hasFailed, type Means, programme, type Step } from '../programme.ts'
import { isStep, locate } from '../steps/locate.ts'
import { refused, stepAt } from '../steps/refusal.ts'
import { settle, wanted } from '../steps/settle.ts'
import { afterRestart } from './restart.ts'

/**
 * An image is brought, verified, and activated at once or at a time; the version that runs then is read. A meter that runs the version
 * already is left alone, and one that has a part of the image gets the rest. Rolling back is an order of the older image.
 */

const parameters = Type.Object(
  {
    sha256,
    version: Type.String({
      title: 'Version',
      description: 'What the meter calls its firmware afterwards.',
      pattern: '^[\\x21-\\x7e]{1,32}$',
    }),
    identifier: Type.Optional(
      Type.String({
        title: 'Identifier',
        description: 'Under which the image is announced; default: the version.',
        minLength: 1,
        maxLength: 64,
      }),
    ),
    at: Type.Optional(instant('Activate at', 'When the meter changes over by itself; default: at once.')),
    activate: Type.Optional(
      Type.Boolean({
        title: 'Activate',
        description: 'Without it the image is brought and verified only, and activated by a later order.',
        default: true,
      }),
    ),
    object: instance('image transfer'),
  },
  { additionalProperties: false },
)

export const firmware = programme({
  kind: 'firmware',
  title: 'Load firmware',
  parameters,
  risk: () => 'legal',
  subject: () => 'firmware',
  async perform(meter, given, means) {
    const before = await versionStep(meter, given.version, means, () => true)
    if (before.outcome === 'verified') return { steps: [before] }
    const found = await locate(meter, {
      classId: classes.imageTransfer.classId,
      what: 'image transfer',
      usual: obisCodes.imageTransfer,
      given: given.object,
    })
    if (isStep(found)) return { steps: [found] }
    const steps = [await bring(meter, found.obis, given, means)]
    if (steps.some(hasFailed) || given.activate === false) return { steps }
    if (given.at !== undefined) return { steps: [...steps, ...(await plan(meter, given.at))] }
    steps.push(await activate(meter, found.obis, means))
    if (steps.some(hasFailed)) return { steps }
    const isNew = (found: string) => found === given.version
    return { steps: [...steps, await versionStep(meter, given.version, means, isNew)] }
  },
})

/**
 * The version of the part that the image is of: our meters have several, others the application alone. A part that restarts is waited
 * for, and after an activation until it is the new one.
 */
async function versionStep(
  meter: DlmsMeter,
  version: string,
  means: Means,
  isExpected: (found: string) => boolean,
): Promise<Step> {
  const { version: plate } = partPlates[partOf(version)]
  let target = `${plate} value`
  const look = async () => {
    const object = (await meter.objects()).has(plate) ? plate : obisCodes.activeFirmware
    target = `${object} value`
    return await meter.firmware(object)
  }
  return await stepAt(target, async () => {
    const found = await afterRestart(look, isExpected, means)
    return { target, outcome: found === version ? 'verified' : 'differs', wrote: version, found }
  })
}

async function bring(
  meter: DlmsMeter,
  obis: Obis,
  { sha256: hash, version, identifier = version }: Static<typeof parameters>,
  means: Means,
): Promise<Step> {
  const target = `${obis} image`
  const octets = await means.file(hash)
  if (octets === undefined) return refused(target, `there is no image ${hash}`)
  return await stepAt(target, async () => {
    await bringImage(meter, obis, {
      octets,
      identifier,
      signal: means.signal,
      progress: (blocks, of) => means.progress?.(blocks / of, `block ${blocks} of ${of}`),
      ...(means.pause && { pause: means.pause }),
    })
    return { target, outcome: 'done', wrote: `${octets.length} octets`, reason: 'verified by the meter' }
  })
}

async function activate(meter: DlmsMeter, obis: Obis, means: Means): Promise<Step> {
  const target = `${obis} activate`
  return await stepAt(target, async () => {
    await activateImage(meter, obis, means.pause)
    return { target, outcome: 'done' }
  })
}

const { singleActionSchedule } = classes
/** Schedule of the activation (IEC 62056-6-1, 0.b.15.0.2). */
const activationSchedule = obisOf('0.0.15.0.2.255')

/** The meter changes over by itself: its schedule of the activation gets one moment. */
async function plan(meter: DlmsMeter, at: string): Promise<Step[]> {
  const found = await locate(meter, {
    classId: singleActionSchedule.classId,
    what: 'schedule of the activation of images',
    usual: activationSchedule,
    isOther: () => false,
  })
  if (isStep(found)) return [found]
  const moment = momentOf(at, meter.zone)
  return await settle(
    meter,
    wanted(singleActionSchedule, found.obis, 'type', 'one-date-wildcards'),
    wanted(singleActionSchedule, found.obis, 'executionTime', [{ time: moment, date: moment }]),
  )
}
