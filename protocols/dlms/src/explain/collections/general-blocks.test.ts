import { concat, fromHex } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { expect, test } from 'vitest'
import { encodeFlagged } from '../../hdlc/frame.ts'
import { llc } from '../../llc.ts'
import { LinkedMachines, longValue, onlyGeneralBlocks, text } from '../../testing/linked-machines.ts'
import { explainSession, type Message, type MessageExplanation } from './session.ts'

/** The message in an HDLC frame. */
function framed({ from, octets }: Message): Message {
  const [client, server] = [
    { upper: 16, width: 1 },
    { upper: 1, width: 1 },
  ] as const
  const frame = encodeFlagged({
    segmented: false,
    source: from === 'client' ? client : server,
    destination: from === 'client' ? server : client,
    control: { type: 'I', sent: 0, received: 0, pollFinal: true },
    information: concat(encode(llc, from === 'client' ? 'command' : 'response'), octets),
  })
  return { from, octets: frame }
}

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
    // Over HDLC each message tells the same as without a frame around it.
    const overHdlc = explainSession(messages.map(framed), 'hdlc', { keys })
    expect(overHdlc.errors).toEqual([])
    const told = ({ apdu, inner, reassembledHex }: MessageExplanation) => ({ apdu, inner, reassembledHex })
    expect(overHdlc.messages.map(told)).toEqual(explained.messages.map(told))
    expect(overHdlc.messages.some(({ apdu }) => apdu?.apdu === 'general-block-transfer')).toBe(true)
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
