export { readCsv } from './csv.ts'
export { readMessage } from './message.ts'
