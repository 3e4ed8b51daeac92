/** Bits of a profile row's status, object 0.0.96.10.1.255: the AMR profile status in common use in Europe (DSMR, IDIS). */
export const profileStatus = {
  criticalError: 0x01,
  clockInvalid: 0x02,
  dataNotValid: 0x04,
  daylightSaving: 0x08,
  clockAdjusted: 0x20,
  powerDown: 0x80,
} as const

const doubted = profileStatus.criticalError | profileStatus.clockInvalid | profileStatus.dataNotValid

/** Whether a meter doubts a row itself: its memory, its clock or the value. */
export function isSuspectRow(status: number): boolean {
  return (status & doubted) !== 0
}
