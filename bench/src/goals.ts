/** Figures of a benchmark, as it reports them. */
type Figures = Readonly<Record<string, unknown>>

/** What a figure has to reach. */
interface Goal {
  readonly what: string
  /** The figure's place: names of members. */
  readonly figure: readonly string[]
  readonly atLeast?: number
  readonly atMost?: number
}

/** By benchmark: what head-ends elsewhere are known to do, and what their users ask for. */
const goals: Readonly<Record<string, readonly Goal[]>> = {
  store: [{ what: 'interval values stored a second', figure: ['intervalsPerSecond'], atLeast: 50_000 }],
  collect: [
    {
      what: 'meters read and stored a second: 3 million in eight hours',
      figure: ['sessionsPerSecond'],
      atLeast: 104,
    },
  ],
  'power-line': [
    {
      what: 'quarter hours of a day of one full concentrator, 5 % loss',
      figure: ['day', 'completeness'],
      atLeast: 0.999,
    },
    {
      what: 'quarter hours at six in the morning, 5 % loss',
      figure: ['night', 'completeness'],
      atLeast: 0.98,
    },
    {
      what: 'seconds for a reading on demand over the line, p95',
      figure: ['onDemandSeconds', 'p95'],
      atMost: 51,
    },
  ],
  jobs: [
    { what: 'orders by session a second: 40,000 in five minutes', figure: ['perSecond'], atLeast: 133 },
    { what: 'seconds for an order on demand meanwhile, p95', figure: ['urgent', 'p95Seconds'], atMost: 10 },
  ],
  monitoring: [
    {
      what: 'seconds for the uploads of all devices at once',
      figure: ['uploadsAtOnce', 'seconds'],
      atMost: 60,
    },
    {
      what: 'uploads a second, acknowledged after the commit',
      figure: ['messagesPerSecond'],
      atLeast: 10_000,
    },
  ],
  switching: [
    { what: 'switch orders a second: 40,000 in five minutes', figure: ['ordersPerSecond'], atLeast: 133 },
    { what: 'milliseconds for an order over IP, p95', figure: ['latencyMs', 'p95'], atMost: 10_000 },
    { what: 'share of orders that are carried out', figure: ['success'], atLeast: 0.995 },
  ],
}

interface GoalVerdict {
  readonly what: string
  readonly figure: number
  readonly isReached: boolean
  readonly text: string
}

/** How the figures of a benchmark compare with its goals; empty for one without goals. */
export function verdictsOn(bench: string, figures: Figures): GoalVerdict[] {
  return (goals[bench] ?? []).map(({ what, figure: path, atLeast = -Infinity, atMost = Infinity }) => {
    const figure = Number(
      path.reduce<unknown>((value, name) => (value as Figures | undefined)?.[name], figures),
    )
    const isReached = figure >= atLeast && figure <= atMost
    const bound =
      atMost === Infinity
        ? `at least ${atLeast.toLocaleString('en')}`
        : `at most ${atMost.toLocaleString('en')}`
    const text = `${isReached ? 'reached' : 'MISSED '}  ${what}: ${figure.toLocaleString('en')}, goal ${bound}`
    return { what, figure, isReached, text }
  })
}
