import type { NoticeRow } from '../tables.ts'

const subjects: Record<NoticeRow['subject'], string> = {
  contract: 'what became of the contract',
  places: 'places for your devices',
  'test-booked': 'dates of an integration test',
  'test-outcome': 'outcome of an integration test',
  'firmware-untested': 'a device runs a version that no test has passed',
  visit: 'a visit on site',
  answer: 'the support desk has answered',
}

/** A notice as mail: its subject, and a line for each thing that it tells. */
export function noticeMail({ at, subject, told }: Pick<NoticeRow, 'subject'> & { at: Date; told: object }) {
  return {
    subject: `[Chain 2] ${subjects[subject]}`,
    text: [
      `${at.toISOString()}: ${subjects[subject]}`,
      '',
      ...Object.entries(told).map(([name, value]) => `${name}: ${value}`),
      '',
      'The notice is in the list of the monitoring platform, too.',
      '',
    ].join('\n'),
  }
}
