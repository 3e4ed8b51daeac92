export { startHeadEnd } from '@ferraris/head-end'
export { openLogFile } from './log-file.ts'
