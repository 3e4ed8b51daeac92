import { data, type Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { AttributeRequest, AttributeWrite, MethodRequest } from '@ferraris/dlms'
import { ClientError } from '../client-error.ts'
import type { Answer } from '../session/query.ts'
import type { WrittenBack } from '../session/write.ts'

/**
 * Image transfer (IEC 62056-6-2, class 18). The client enables and initiates, sends blocks, asks which are missing and sends
 * those again, has the image verified, and activates it. The meter keeps blocks over a lost association: a transfer goes on
 * from the first block that is missing. The class does not tell which image is under way: one of another kind that has as many
 * blocks fails its verification, and is begun anew.
 */

/** What is needed of a meter. */
export interface ImageMeter {
  answers(...requests: readonly AttributeRequest[]): Promise<readonly Answer[]>
  writeBack(...writes: readonly AttributeWrite[]): Promise<readonly WrittenBack[]>
  outcomeOf(request: MethodRequest): Promise<{ readonly result: string }>
}

export interface ImageToBring {
  readonly octets: Uint8Array
  /** Under which it is announced; with most makers the version. */
  readonly identifier: string
  readonly signal?: AbortSignal | undefined
  progress?(blocks: number, of: number): void
  /** Waits between two looks at a meter that is still verifying; without it they follow at once. */
  pause?(ms: number): Promise<void>
}

const { imageTransfer } = classes
const { attributes, methods } = imageTransfer

/** Rounds in which blocks that got lost are sent again. */
const mostRounds = 3
/** Looks at a meter that is still verifying or activating, and the time between two. */
const mostLooks = 60
const lookEveryMs = 2_000

interface Transfer {
  readonly blockSize: number
  readonly blocks: number
  /** Blocks that the meter has, a bit each; of whichever image. */
  readonly arrived: string
  readonly status: string | number
}

/** Brings an image as far as verified. Throws ClientError `refused`. */
export async function bringImage(meter: ImageMeter, obis: Obis, image: ImageToBring): Promise<void> {
  await enable(meter, obis)
  const before = await look(meter, obis, image)
  const isUnderWay = before.arrived.length === before.blocks && before.arrived.includes('1')
  if (isUnderWay) {
    if (before.status === 'verification-successful' && (await isIt(meter, obis, image))) return
    if (before.status === 'initiated' || before.status === 'verification-failed') {
      await sendMissing(meter, obis, image, before)
      if (await verified(meter, obis, image)) return
    }
  }
  const identifier = new TextEncoder().encode(image.identifier)
  await order(
    meter,
    obis,
    'initiate',
    methods.initiate.type.encode({ identifier, size: image.octets.length }),
  )
  await sendMissing(meter, obis, image, await look(meter, obis, image))
  if (!(await verified(meter, obis, image)))
    throw new ClientError(
      'refused',
      `${obis}, verify`,
      'the meter does not accept the image: it is broken, for another model, or not signed for it',
    )
}

/** Makes the meter run the image that is verified. Throws ClientError `refused`. */
export async function activateImage(
  meter: ImageMeter,
  obis: Obis,
  pause?: ImageToBring['pause'],
): Promise<void> {
  const parameter = data.integer(0)
  const { classId } = imageTransfer
  const { result } = await meter.outcomeOf({ classId, obis, method: methods.activate.id, parameter })
  if (result === 'success') return
  // Some meters say that they are at it.
  if (result !== 'temporary-failure')
    throw new ClientError('refused', `${obis}, activate`, `the meter refuses: ${result}`)
  await settled(meter, obis, 'activation-initiated', pause)
}

async function enable(meter: ImageMeter, obis: Obis): Promise<void> {
  const place = { classId: imageTransfer.classId, obis, attribute: attributes.transferEnabled.id }
  const [answer] = await meter.answers(place)
  if (answer !== undefined && 'data' in answer && answer.data.value === true) return
  const [back] = await meter.writeBack({ ...place, value: data.boolean(true) })
  if (back?.result !== 'success')
    throw new ClientError(
      'refused',
      `${obis}, transferEnabled`,
      `the meter refuses: ${back?.result ?? 'other-reason'}`,
    )
}

async function look(meter: ImageMeter, obis: Obis, { octets }: ImageToBring): Promise<Transfer> {
  const wanted = [attributes.blockSize, attributes.transferredBlocksStatus, attributes.status]
  const [size, arrived, status] = await meter.answers(
    ...wanted.map(({ id }) => ({ classId: imageTransfer.classId, obis, attribute: id })),
  )
  const blockSize = attributes.blockSize.type.decode(given(size, obis, 'blockSize'))
  if (blockSize < 1)
    throw new ClientError('unexpected-value', `${obis}, blockSize`, `the meter says ${blockSize}`)
  return {
    blockSize,
    blocks: Math.ceil(octets.length / blockSize),
    // Meters without the list of blocks say which is the first that is missing.
    arrived:
      arrived !== undefined && 'data' in arrived
        ? attributes.transferredBlocksStatus.type.decode(arrived.data)
        : '',
    status: attributes.status.type.decode(given(status, obis, 'status')),
  }
}

function given(answer: Answer | undefined, obis: Obis, name: string) {
  if (answer !== undefined && 'data' in answer) return answer.data
  throw new ClientError(
    'refused',
    `${obis}, ${name}`,
    `the meter refuses: ${answer?.refused ?? 'other-reason'}`,
  )
}

/** Sends the blocks that are missing, and looks whether all have come. */
async function sendMissing(
  meter: ImageMeter,
  obis: Obis,
  image: ImageToBring,
  from: Transfer,
): Promise<void> {
  const { blockSize, blocks } = from
  let { arrived } = from
  for (let round = 0; round < mostRounds; round++) {
    for (let block = 0; block < blocks; block++) {
      if (arrived[block] === '1') continue
      image.signal?.throwIfAborted()
      const value = image.octets.slice(block * blockSize, (block + 1) * blockSize)
      await order(meter, obis, 'blockTransfer', methods.blockTransfer.type.encode({ number: block, value }))
      image.progress?.(block + 1, blocks)
    }
    const missing = await firstMissing(meter, obis)
    if (missing >= blocks) return
    const seen = (await look(meter, obis, image)).arrived
    arrived = seen === '' ? '1'.repeat(missing) : seen
  }
  throw new ClientError('refused', `${obis}, blockTransfer`, `blocks are missing after ${mostRounds} rounds`)
}

async function firstMissing(meter: ImageMeter, obis: Obis): Promise<number> {
  const { id, type } = attributes.firstNotTransferredBlockNumber
  const [answer] = await meter.answers({ classId: imageTransfer.classId, obis, attribute: id })
  return type.decode(given(answer, obis, 'firstNotTransferredBlockNumber'))
}

/** Has the image verified; false for one that the meter finds wrong. */
async function verified(meter: ImageMeter, obis: Obis, image: ImageToBring): Promise<boolean> {
  const { classId } = imageTransfer
  const { result } = await meter.outcomeOf({
    classId,
    obis,
    method: methods.verify.id,
    parameter: data.integer(0),
  })
  const status = await settled(meter, obis, 'verification-initiated', image.pause)
  return result === 'success' || status === 'verification-successful'
}

/** The status once it is no longer one of those that pass. */
async function settled(meter: ImageMeter, obis: Obis, passing: string, pause: ImageToBring['pause']) {
  const { id, type } = attributes.status
  for (let i = 0; i < mostLooks; i++) {
    const [answer] = await meter.answers({ classId: imageTransfer.classId, obis, attribute: id })
    const status = type.decode(given(answer, obis, 'status'))
    if (status !== passing) return status
    await pause?.(lookEveryMs)
  }
  throw new ClientError('refused', `${obis}, status`, `the meter is still at ${passing}`)
}

/** Whether the image that is verified is this one. */
async function isIt(meter: ImageMeter, obis: Obis, { octets, identifier }: ImageToBring): Promise<boolean> {
  const { id, type } = attributes.imageToActivateInfo
  const [answer] = await meter.answers({ classId: imageTransfer.classId, obis, attribute: id })
  if (answer === undefined || 'refused' in answer) return false
  return type
    .decode(answer.data)
    .some(
      ({ size, identification }) =>
        size === octets.length && new TextDecoder().decode(identification) === identifier,
    )
}

async function order(
  meter: ImageMeter,
  obis: Obis,
  method: 'initiate' | 'blockTransfer',
  parameter: ReturnType<typeof data.integer>,
): Promise<void> {
  const { classId } = imageTransfer
  const { result } = await meter.outcomeOf({ classId, obis, method: methods[method].id, parameter })
  if (result !== 'success')
    throw new ClientError('refused', `${obis}, ${method}`, `the meter refuses: ${result}`)
}
