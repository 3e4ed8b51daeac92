/** Measured with the decoder by measure-frame-errors.ts: natural logarithms, a row each 0.5 dB of Es/N0. */
export const firstSnr = -6
export const snrStep = 0.5

/** Error events an octet of PSDU. */
export const logErrorsPerOctet: readonly number[] = [
  -0.675, -0.696, -0.959, -1.305, -1.645, -1.999, -2.346, -2.884, -3.617, -4.365, -5.262, -6.288, -7.522,
  -8.958, -10.377, -12.048,
]

/** Chance that the unique word is not found. */
export const logMissed: readonly number[] = [
  -0.166, -0.203, -0.255, -0.39, -0.44, -0.643, -0.843, -1.007, -1.236, -1.721, -2.239, -2.743, -3.47, -4.025,
  -5.031, -6.1, -7.334, -8.707, -10.338,
]
