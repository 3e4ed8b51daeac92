import type { LineAnswer, LineRequest } from './fork-messages.ts'
import type { PowerLines } from './lines/power-lines.ts'
import { refusedRequest } from './refused-request.ts'

/** Carries out a request of the parent of a district's process, and answers with the outcome. */
export function answerRequest(lines: PowerLines | undefined, request: LineRequest): LineAnswer {
  const { id } = request
  try {
    if (lines === undefined) throw new Error('this district has no power lines')
    return { id, answer: perform(lines, request) }
  } catch (error) {
    return { id, refused: refusedRequest(error) }
  }
}

function perform(lines: PowerLines, request: LineRequest): unknown {
  switch (request.ask) {
    case 'connect':
      lines.connect(request.access)
      return null
    case 'progress':
      return lines.progress()
    case 'describe':
      return lines.describe()
    case 'set-fault':
      return lines.setFault(request.order)
    case 'clear-faults':
      return lines.clearFaults(request.kind, request.target)
  }
}
