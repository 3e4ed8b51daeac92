/** What can be wrong, and what to do about it. The console has the same in its languages, by kind. */
export const actions = {
  'concentrator-lost':
    'Check its supply, its modem and the network in between. Its meters go on counting; what they hold is read when it is back.',
  'head-end-clock':
    'Check the time service of this machine. Until its clock has been steady for a day, nothing is deleted and no order expires.',
  'backups-late':
    'Check that the folder of backups is there and has room, and read the log of this head-end. Until rounds go on, what is newer is lost with this machine.',
  'destination-away':
    'Check the other system and the network in between, and the credentials of the destination. Nothing is lost: its messages wait.',
  'messages-dead': 'Read why each was refused; mend and resend it, or discard it.',
  'messages-waiting': 'Check whether the other system keeps up with what it is sent.',
  outage:
    'Open the incident: see what its homes share, send a crew, and tell who asks. It closes by itself when nearly all have supply again.',
  'alarm-storm':
    'Open the incident: many meters report the same at the same time. Find their one cause before looking at each.',
  'meters-silent':
    'Look at what they share: a cable, a phase, a repeater. If a whole section is silent, it is without supply.',
  'meters-refused': 'Compare the keys and the client in the inventory with those of the meter.',
  'meters-failed': 'Read the reason on the meter: the inventory or the schedule does not fit it.',
  'orders-failed': 'Read the reason, remove the cause, and order again.',
  'orders-stuck':
    'Check that the concentrator is online and that the meter answers; the order expires by itself.',
  'activity-stopped':
    'Too many of its orders failed. Read the causes on its page; then go on with it, cancel it, or plan the failed meters again.',
  'activity-stuck':
    'For an hour no order of it was begun or came to an end. See which concentrators and meters hold it up, and whether its pace leaves room.',
  'approvals-waiting': 'Have another person look at what waits, and approve or reject it.',
  'configurations-differ':
    'See what differs at the meter; order the configuration again, or send a technician with a work request.',
  'devices-not-revoked':
    'It goes on sending to the device of a customer who has moved out or wants no more. It is called again every five minutes; see why it does not answer, or send a technician.',
  'firmware-stayed-away':
    'Its previous firmware is ordered, if this head-end has it, and goes to the meter when it is reachable; look at the meter, and stop the roll-out.',
  'protected-attempts':
    'See in the audit log what was ordered, and why; a protected customer is switched off only with the consent of an administrator.',
  'supplies-differ':
    'The switch has moved without an order, or something feeds the home behind it. Look at the events of the meter; then order the supply as it should be.',
  'days-invalid':
    'Open the data desk: see what is missing in these days, have the meters read again, or set what is known.',
  'results-refused':
    'Look at the refused results of the concentrator: meters that it does not serve, or times and names that are impossible.',
  'results-waiting': 'Check the log for refused results, and whether the store keeps up.',
  'readings-late': 'Check whether the store keeps up, and whether many sessions end in a timeout.',
  'concentrator-clock-off': 'Check its time service: it sets the clocks of its meters.',
  'meter-clocks-off': 'Set the clocks: their quarter-hours hold energy of the ones before or after.',
} as const

export type ProblemKind = keyof typeof actions
