export { startTestHeadEnd } from './test-head-end.ts'
