/** An address without the user and password of the web server in it. */
export function withoutPassword(address: string): string {
  return address.replace(/^(\w+:\/\/)?[^/@]*@/, "$1");
}
