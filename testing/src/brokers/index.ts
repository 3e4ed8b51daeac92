export { natsIsHere, natsServer } from './nats.ts'
export { rabbitMqIsHere, rabbitMqServer } from './rabbitmq.ts'
