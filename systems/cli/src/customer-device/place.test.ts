import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { concat, fromHex } from '@ferraris/bytes'
import { data, encodeData } from '@ferraris/cosem'
import { CustomerDevice, DeviceStore, openKeyVault, Way } from '@ferraris/customer-device'
import { layCable, socatIsHere } from '@ferraris/testing'
import { openPushSender } from '@ferraris/transport'
import { expect, test } from 'vitest'
import { wayOf } from './place.ts'

function ascii(text: string) {
  return data.octets(Buffer.from(text, 'latin1'))
}

/** List 2 of a one-phase Kaifa meter, as Norwegian customer ports push it. */
const list = concat(
  fromHex('0f400000000c07ea0b1506080f00ff800000'),
  encodeData(
    data.structure(
      ...['KFM_001', '6970631401753985', 'MA105H2E'].map(ascii),
      ...[948, 0, 0, 64, 1416, 2385].map(data.doubleLongUnsigned),
    ),
  ),
)

/** List 1: the power alone. */
const short = concat(
  fromHex('0f400000000c07ea0b1506080f00ff800000'),
  encodeData(data.structure(data.doubleLongUnsigned(950))),
)

test.runIf(socatIsHere())('the list of a Norwegian customer port comes in by han: and is shown', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-han-'))
  const store = new DeviceStore(folder, openKeyVault(join(folder, 'kek')))
  const settings = {
    id: 'DU-1',
    hardware: '1',
    firmware: '1',
    address: '4D4143000001',
    initialKey: new Uint8Array(16),
    timeZone: 'Europe/Rome',
    meters: [],
  }
  const device = new CustomerDevice({ settings, store, now: () => 1_796_036_400 })
  const cable = await layCable()
  const [port, reader] = cable.ends
  const way = new Way(device, await wayOf(device, `han://${reader}?baud=2400&parity=even`, {}, () => {}))
  const line = { medium: 'serial', path: port, baud: 2400, bits: 8, parity: 'even', stop: 1 } as const
  try {
    const { promise: shown, resolve } = Promise.withResolvers<void>()
    device.listen({ onChange: () => device.view().meters.length > 0 && resolve() })
    const told: string[] = []
    device.listen({ onOutput: output => output.kind === 'refused' && told.push(output.reason) })
    await way.start()
    const sender = await openPushSender(line, 'hdlc', { timeoutMs: 10_000, onGone() {} })
    // The list that comes each 2.5 s bears no number; the other says whose it is, and is no telegram of Chain 2 either.
    sender.send(short)
    sender.send(list)
    await shown
    expect(device.view()).toMatchObject({
      trouble: null,
      meters: [{ role: 'M1', systemTitle: '6970631401753985', power: { value: 948 } }],
    })
    expect(device.state.reception).toMatchObject({ accepted: 1, refused: { unnamed: 1 } })
    expect(device.state.reception.refused).not.toHaveProperty('protocol-error')
    expect(told).toEqual(['unnamed'])
    await sender.close()
  } finally {
    await way.close()
    device.keep()
    store.close()
    await cable.unplug()
    rmSync(folder, { recursive: true })
  }
})
