export { layPreparedCluster } from './prepared-cluster.ts'
export { killServer, type TemporaryStore, temporaryStore } from './temporary-store.ts'
export { openTestService, type TestService } from './test-service.ts'
export { cert, key } from './tls-pair.ts'
