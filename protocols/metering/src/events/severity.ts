/** How grave an event is, worst first. */
export const severities = ['critical', 'major', 'minor', 'info'] as const

export type Severity = (typeof severities)[number]
