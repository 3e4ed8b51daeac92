import { createHash } from 'node:crypto'
import { encode } from '@ferraris/codec'
import { type Obis, obis } from '@ferraris/cosem'
import { maxFirmwareBlock } from '@ferraris/smitp'
import {
  type CommandName,
  catalogue,
  commandParameters,
  commands,
  firmwareBlocksPerRow,
} from '@ferraris/smitp/tables'
import { InputError, Refusal } from '../errors.ts'
import { parseFullTarget } from '../meter/values/target.ts'
import type { SmitpMeter } from '../meter/open/open-smitp-meter.ts'
import { readRows, readTableClock, readTableRegisters } from '../meter/read/read-tables.ts'
import type { FieldMeter } from './field-meter.ts'

/** The one attribute that is written through tables, besides the clock: the control mode of the supply switch. */
const controlMode = { name: obis('0.0.96.3.10.255'), id: 4 }

/** A meter by its tables. */
export function tableFieldMeter(meter: SmitpMeter): FieldMeter {
  const { session } = meter
  const command = async <N extends CommandName>(
    name: N,
    parameters: Parameters<(typeof commandParameters)[N]['encode']>[1],
  ): Promise<void> => {
    const octets = encode(commandParameters[name] as never, parameters as never)
    const request = { kind: 'command.request', command: commands[name], parameters: octets } as const
    await session.request(request, { time: Date.now() })
  }
  const breaker = () => session.row(catalogue.breaker, 0)
  const firmware = async () => (await session.row(catalogue.firmware, 0)).version
  return {
    registers: () => readTableRegisters(meter),
    profile: (name, range) => readRows(meter, obis(name), range),
    clock: () => readTableClock(meter),
    async setClock() {
      const { table, codec } = catalogue.clock
      const now = Date.now()
      const time = { seconds: Math.floor(now / 1000), milliseconds: now % 1000, zone: 0, flags: 0 }
      await session.request({ kind: 'write.request', table, row: 0, data: encode(codec, time) })
      return await readTableClock(meter)
    },
    switchState: async () => (await breaker()).controlState,
    async operateSwitch(order) {
      await command(order === 'disconnect' ? 'openBreaker' : 'closeBreaker', {})
      return (await breaker()).controlState
    },
    async write(attribute, text) {
      checkWritable(attribute)
      const mode = Number(text)
      if (!/^\d$/.test(text)) throw new InputError('value', `${text} is no control mode`, 'write 0 to 6')
      const before = (await breaker()).controlMode
      await command('setBreakerMode', { mode })
      return { before, after: (await breaker()).controlMode }
    },
    async attribute(attribute) {
      checkWritable(attribute)
      return (await breaker()).controlMode
    },
    firmware,
    async loadFirmware(image, version) {
      const sha256 = createHash('sha256').update(image).digest()
      const { table, codec, rows } = catalogue.firmwareTransfer
      const [transfer] = sha256 as unknown as [number]
      const announced = encode(codec, { transfer, size: image.length, sha256, version })
      await session.request({ kind: 'write.request', table, row: rows[0], data: announced })
      for (const block of await missingBlocks(meter, image.length)) {
        const data = image.subarray(block * maxFirmwareBlock, (block + 1) * maxFirmwareBlock)
        await session.request({ kind: 'firmware-local.request', transfer, block, data })
      }
      await command('activateFirmware', {})
      return await firmware()
    },
  }
}

/** Which blocks of an image the meter lacks. */
async function missingBlocks({ session }: SmitpMeter, size: number): Promise<number[]> {
  const blocks = Math.ceil(size / maxFirmwareBlock)
  const [first] = catalogue.firmwareBlocks.rows
  const missing: number[] = []
  for (let from = 0; from < blocks; from += firmwareBlocksPerRow) {
    const { received } = await session.row(catalogue.firmwareBlocks, first + from / firmwareBlocksPerRow)
    const to = Math.min(blocks, from + firmwareBlocksPerRow)
    for (let block = from; block < to; block++) {
      const place = block - from
      if (((received[place >> 3] ?? 0) & (1 << (place & 7))) === 0) missing.push(block)
    }
  }
  return missing
}

function checkWritable(attribute: string): void {
  const { obis: name, id }: { obis: Obis; id: number } = parseFullTarget(attribute, 'attribute')
  if (name === controlMode.name && id === controlMode.id) return
  throw new Refusal(
    'application',
    'object-undefined',
    `no table lets ${attribute} be written; there is ${controlMode.name}:${controlMode.id}, the rest goes through DLMS`,
  )
}
