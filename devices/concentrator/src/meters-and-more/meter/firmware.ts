import { encode } from '@ferraris/codec'
import { encodeMessage, maxFirmwareBlock } from '@ferraris/smitp'
import { dsaps } from '@ferraris/smitp/mac'
import { catalogue, commands, firmwareBlocksPerRow } from '@ferraris/smitp/tables'
import { MeterError } from '../../network/meter-error.ts'
import type { Course } from '../../network/procedure.ts'
import type { Section } from '../../section.ts'
import { everybodyBehind } from '../discovery/requests.ts'
import { exchangeOver } from '../exchange/request.ts'
import { waysToMany } from '../routing/ways-to-many.ts'
import { readRow } from '../session/read-rows.ts'
import { ask } from '../session/request.ts'

/** An image on its way to meters. */
export class Image {
  readonly octets: Uint8Array
  readonly sha256: Uint8Array
  readonly version: string

  /** `version` is what a meter calls its firmware afterwards. */
  constructor(octets: Uint8Array, sha256: string, version: string) {
    this.octets = octets
    this.sha256 = Buffer.from(sha256, 'hex')
    this.version = version
  }

  /** Tells its blocks on the line from those of other images. */
  get transfer(): number {
    return this.sha256[0]
  }

  get blocks(): number {
    return Math.ceil(this.octets.length / maxFirmwareBlock)
  }

  block(index: number): Uint8Array {
    return this.octets.subarray(index * maxFirmwareBlock, (index + 1) * maxFirmwareBlock)
  }
}

/** What a meter calls its firmware now. */
export function* readVersion(section: Section, aca: string): Course<string> {
  return (yield* readRow(section, aca, catalogue.firmware, 0)).version
}

/** Tells a meter which image is to come; blocks of the same one that it has already stay. */
export function* announce(section: Section, aca: string, image: Image): Course<void> {
  const { transfer, sha256, version, octets } = image
  const { table, codec, rows } = catalogue.firmwareTransfer
  const data = encode(codec, { transfer, size: octets.length, sha256, version })
  yield* ask(section, aca, { kind: 'write.request', table, row: rows[0], data })
}

/** The blocks of the announced image that a meter has not got. */
export function* readMissing(section: Section, aca: string, { blocks }: Image): Course<Set<number>> {
  const missing = new Set<number>()
  const [firstRow] = catalogue.firmwareBlocks.rows
  for (let first = 0; first < blocks; first += firmwareBlocksPerRow) {
    const count = Math.min(firmwareBlocksPerRow, blocks - first)
    const row = firstRow + first / firmwareBlocksPerRow
    const { received } = yield* readRow(section, aca, catalogue.firmwareBlocks, row, Math.ceil(count / 8))
    for (let i = 0; i < count; i++) if (((received[i >> 3] >> (i & 7)) & 1) === 0) missing.add(first + i)
  }
  return missing
}

/** Lets a meter take what it has got as its firmware. False when it is not what was announced. */
export function* activate(section: Section, aca: string): Course<boolean> {
  const command = commands.activateFirmware
  try {
    yield* ask(section, aca, { kind: 'command.request', command, parameters: new Uint8Array() })
    return true
  } catch (error) {
    if (error instanceof MeterError && error.refusal === 'value-refused') return false
    throw error
  }
}

/** Sends a block to one meter until it is acknowledged. */
export function* sendBlock(section: Section, aca: string, image: Image, block: number): Course<void> {
  const { transfer } = image
  yield* ask(section, aca, { kind: 'firmware-local.request', transfer, block, data: image.block(block) })
}

/** Says a block to everybody near these meters. Nobody acknowledges it. */
export function* broadcastBlock(
  section: Section,
  acas: readonly string[],
  image: Image,
  block: number,
): Course<void> {
  const { transfer } = image
  const data = image.block(block)
  const lsdu = encodeMessage({ kind: 'firmware-broadcast.request', transfer, block, data })
  for (const way of waysToMany(section, acas)) {
    const saying = { discipline: 'S', dsap: dsaps.application, ecc: 'none', lsdu } as const
    const { airtime } = yield exchangeOver(everybodyBehind(way), saying)
    section.counters.count(way.length + 1, 0, airtime, false)
  }
}
