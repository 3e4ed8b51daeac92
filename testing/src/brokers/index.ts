export { natsIsHere, natsServer } from './nats.ts'
export type { BrokerProcess } from './process.ts'
export { rabbitMqIsHere, rabbitMqServer } from './rabbitmq.ts'
