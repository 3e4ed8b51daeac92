export { describeRestApi } from './server/api-description.ts'
