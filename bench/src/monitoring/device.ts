export const dayMs = 86_400_000
/** Of the campaign that is measured. */
const firstDay = Date.parse('2026-03-02T00:00:00Z')

/** A device of the campaign, as it is handed in. */
export function deviceOf(number: number) {
  const digits = String(number).padStart(4, '0')
  return {
    id: `DU${digits}`,
    participant: 'acme',
    maker: 'Acme',
    model: 'Eye',
    hardware: '1',
    firmware: '1.0',
    smitpAddress: `0000000a${digits}`,
    systemTitle: `4143450000${digits.padStart(6, '0')}`,
    survey: {},
    points: [{ meter: 'M1', pod: `IT001E0000${digits}`, province: 'MO' }],
  }
}

/** What it publishes of these days, counted from the first. */
export function messageOf(number: number, days: readonly number[], round: number): string {
  const { id, smitpAddress, systemTitle, firmware, points } = deviceOf(number)
  return JSON.stringify({
    schema: 'chain2-counters/1',
    duId: id,
    smitpAddr: smitpAddress,
    systemTitle,
    pod: points[0]?.pod,
    meter: 'M1',
    fw: firmware,
    days: days.map(day => ({
      day: new Date(firstDay + day * dayMs).toISOString().slice(0, 10),
      instPower: 200 + (number % 100) + round,
      alerts: number % 3,
      loadCurve: 96,
      prodAvg: null,
      prodInst: null,
      powerLoss: false,
    })),
  })
}
