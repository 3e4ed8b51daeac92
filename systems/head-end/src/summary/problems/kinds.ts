/** What can be wrong, and what to do about it. The console has the same in its languages, by kind. */
export const actions = {
  'concentrator-lost':
    'Check its supply, its modem and the network between. Its meters go on counting; what they hold is read when it is back.',
  'head-end-clock':
    'Check the time service of this machine. Until its clock was steady for a day nothing is forgotten, and no order expires.',
  'meters-silent':
    'Look at what they share: a cable, a phase, a repeater. If a whole section is silent, it is without supply.',
  'meters-refused': 'Compare the keys and the client in the inventory with those of the meter.',
  'meters-failed': 'Read the reason on the meter: the inventory or the schedule does not fit it.',
  'orders-failed': 'Read why, mend it, and order again.',
  'orders-stuck':
    'Look whether the concentrator is online and the meter answers; the order expires by itself.',
  'results-refused':
    'Look at the refused results of the concentrator: meters that it does not serve, times or names that cannot be.',
  'results-waiting': 'Look in the log for results that are refused, and whether the store keeps up.',
  'readings-late': 'Look whether the store keeps up, and whether many meters wait for a timeout.',
  'concentrator-clock-off': 'Check its time service: it sets the clocks of its meters.',
  'meter-clocks-off': 'Set the clocks: quarter-hours hold energy of their neighbours.',
} as const

export type ProblemKind = keyof typeof actions
