console.log('ferraris')
