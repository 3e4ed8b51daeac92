import { at } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { catalogue, commands, firmwareBlocksPerRow } from '@ferraris/smitp/tables'
import type { Image } from '../../firmware/image.ts'
import { MeterError } from '../../network/meter-error.ts'
import type { Procedure } from '../../network/procedure.ts'
import { broadcastTo } from '../exchange/broadcast-to.ts'
import type { Neighbourhood } from '../neighbourhood.ts'
import { readRow } from '../session/read-rows.ts'
import { request } from '../session/request.ts'

/** Tells the blocks of an image on the line from those of others. */
function transferOf({ sha256 }: Image): number {
  return at(sha256, 0)
}

/** Announces the image that is to come; blocks of the same one that the meter has already stay. */
export function* announceImage(neighbourhood: Neighbourhood, aca: string, image: Image): Procedure<void> {
  const { sha256, version, octets } = image
  const { table, codec, rows } = catalogue.firmwareTransfer
  const data = encode(codec, { transfer: transferOf(image), size: octets.length, sha256, version })
  yield* request(neighbourhood, aca, { kind: 'write.request', table, row: rows[0], data })
}

/** The blocks of the announced image that a meter has not got. */
export function* readMissingBlocks(
  neighbourhood: Neighbourhood,
  aca: string,
  { blocks }: Image,
): Procedure<Set<number>> {
  const missing = new Set<number>()
  const [firstRow] = catalogue.firmwareBlocks.rows
  for (let first = 0; first < blocks; first += firmwareBlocksPerRow) {
    const count = Math.min(firmwareBlocksPerRow, blocks - first)
    const row = firstRow + first / firmwareBlocksPerRow
    const expected = Math.ceil(count / 8)
    const { received } = yield* readRow(neighbourhood, aca, catalogue.firmwareBlocks, row, expected)
    for (let i = 0; i < count; i++) {
      if ((((received[i >> 3] ?? 0) >> (i & 7)) & 1) === 0) missing.add(first + i)
    }
  }
  return missing
}

/** Activates the received image. False when it is not the announced one. */
export function* activateImage(neighbourhood: Neighbourhood, aca: string): Procedure<boolean> {
  const command = commands.activateFirmware
  try {
    yield* request(neighbourhood, aca, { kind: 'command.request', command, parameters: new Uint8Array() })
    return true
  } catch (error) {
    if (error instanceof MeterError && error.refusal === 'value-refused') return false
    throw error
  }
}

/** Sends a block to one meter until it is acknowledged. */
export function* sendBlock(
  neighbourhood: Neighbourhood,
  aca: string,
  image: Image,
  block: number,
): Procedure<void> {
  const data = image.block(block)
  yield* request(neighbourhood, aca, {
    kind: 'firmware-local.request',
    transfer: transferOf(image),
    block,
    data,
  })
}

/** Broadcasts a block from few stations that together reach these meters. None acknowledges it. */
export function* broadcastBlock(
  neighbourhood: Neighbourhood,
  acas: readonly string[],
  image: Image,
  block: number,
): Procedure<void> {
  const data = image.block(block)
  const message = { kind: 'firmware-broadcast.request', transfer: transferOf(image), block, data } as const
  yield* broadcastTo(neighbourhood, acas, message)
}
