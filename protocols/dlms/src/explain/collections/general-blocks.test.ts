import { fromHex } from '@ferraris/bytes'
import { expect, test } from 'vitest'
import { LinkedMachines, longValue, onlyGeneralBlocks, text } from '../../testing/linked-machines.ts'
import { explainSession } from './session.ts'

test.each([false, true])(
  'a conversation in general blocks shows what each side says, secured %s',
  secured => {
    const link = new LinkedMachines({
      secured,
      client: { proposedConformance: onlyGeneralBlocks, maxReceivePduSize: 100, blockWindow: 3 },
      server: { conformance: onlyGeneralBlocks, maxReceivePduSize: 120, blockWindow: 3 },
    }).associate()
    link.ask({ service: 'set', items: [{ ...text, value: longValue(80) }] })
    link.read(text)
    link.read(text)
    const messages = link.frames.map(frame => ({
      from: frame.startsWith('>') ? ('client' as const) : ('server' as const),
      octets: fromHex(frame.slice(2)),
    }))
    const keys = {
      guek: '000102030405060708090a0b0c0d0e0f',
      gak: 'd0d1d2d3d4d5d6d7d8d9dadbdcdddedf',
    }
    const explained = explainSession(messages, 'apdu', { keys })
    expect(explained.errors).toEqual([])
    const inside = explained.messages.flatMap(({ from, inner }) => {
      const apdu = inner as { apdu: string; inner?: { apdu: string } } | undefined
      return apdu === undefined ? [] : [`${from} ${apdu.inner?.apdu ?? apdu.apdu}`]
    })
    expect(inside).toEqual([
      'client set-request-normal',
      'server set-response-normal',
      'server get-response-normal',
      'server get-response-normal',
    ])
  },
)
