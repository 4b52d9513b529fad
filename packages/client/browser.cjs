// What a bundler for browsers gets instead of this package. CommonJS, so that named imports bundle and this sentence is reached.
throw new Error(
  '@weauth/client belongs on the server: 「secret 和 access_token 必须只保存在服务器，不允许传给客户端」. Import it in server code only.',
)
