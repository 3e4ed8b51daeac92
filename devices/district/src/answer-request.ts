import type { District } from './district.ts'
import type { LineAnswer, LineRequest } from './fork-messages.ts'
import type { PowerLines } from './lines/power-lines.ts'
import { refusedRequest } from './refused-request.ts'

type Asked = Pick<District, 'lines' | 'faults' | 'fronts' | 'customers' | 'pushTo'>

/** Carries out a request of the parent of a district's process, and answers with the outcome. */
export async function answerRequest(district: Asked, request: LineRequest): Promise<LineAnswer> {
  const { id } = request
  try {
    return { id, answer: await perform(district, request) }
  } catch (error) {
    return { id, refused: refusedRequest(error) }
  }
}

function perform({ lines, faults, fronts, customers, pushTo }: Asked, request: LineRequest): unknown {
  switch (request.ask) {
    case 'connect':
      theLines(lines).connect(request.access)
      return null
    case 'push-to':
      pushTo(request.place)
      return null
    case 'progress':
      return theLines(lines).progress()
    case 'describe':
      return faults.describe()
    case 'display':
      return fronts.display(request.serial) ?? null
    case 'probe':
      return fronts.probe(request.serial).then(uri => uri ?? null)
    case 'begin-customers':
      return customers.begin(request.count)
    case 'customer-device':
      return customers.see(request.serial) ?? null
    case 'press':
      return fronts.press(request.serial, request.button) ?? null
    case 'set-fault':
      return faults.set(request.order)
    case 'clear-faults':
      return faults.clear(request.kind, request.target)
    case 'play':
      return faults.play(request.scenario, request.speed)
    case 'stop-playing':
      return faults.stopPlaying()
  }
}

function theLines(lines: PowerLines | undefined): PowerLines {
  if (lines === undefined) throw new Error('this district has no power lines')
  return lines
}
