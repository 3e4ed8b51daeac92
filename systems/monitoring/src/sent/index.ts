export { readSentAnswer } from './sent-answer.ts'
