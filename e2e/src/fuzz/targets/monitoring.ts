import { type CountersMessage, encodeCounters, encodeCountersCsv } from '@ferraris/chain2'
import { readSentAnswer } from '@ferraris/monitoring/sent'
import { readCsv, readMessage } from '@ferraris/monitoring/uploads'
import { ofText, type Target, texts } from '../target.ts'

const day = {
  day: '2026-11-30',
  instPower: 12,
  alerts: 0,
  loadCurve: 96,
  prodAvg: 96,
  prodInst: 3,
  powerLoss: false,
}
const message: CountersMessage = {
  duId: 'DU-1',
  smitpAddr: '464500000001',
  systemTitle: '464552aabbccddee',
  pod: 'IT001E01524052',
  meter: 'M2',
  fw: '1.0',
  days: [day, { ...day, day: '2026-12-01', byHour: Array.from({ length: 120 }, (_, at) => at % 5) }],
}
const sent = {
  items: [
    { endDevice: 'FER00000001', smitpAddress: '464500000001', ...day, changedAt: '2026-12-01T06:00:00.000Z' },
  ],
  nextCursor: null,
}
const csv = encodeCountersCsv([message])

/** What is neither JSON nor an answer goes to the caller as it is. */
function readAnswer(text: string): unknown {
  try {
    return readSentAnswer(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** What comes to the monitoring platform: messages and files of devices, and what the head-end answers. */
export function monitoringTargets(): Target[] {
  return [
    { name: 'monitoring: message', decode: readMessage, seeds: texts(encodeCounters(message)), json: true },
    {
      name: 'monitoring: file',
      decode: ofText(text => readCsv(text, null)),
      seeds: texts(csv, csv.replace('DU-1', '"DU-1"')),
    },
    {
      name: 'monitoring: sent counters',
      decode: ofText(readAnswer),
      seeds: texts(JSON.stringify(sent)),
      json: true,
    },
  ]
}
