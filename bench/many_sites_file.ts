/** A configuration of many sites, such as an agency has: each on a host of its own, with most fields. */

/** The text of `sitehaul.yaml`: about 500 bytes for each site. */
export function configurationOf(count: number): string {
  const sites = Array.from({ length: count }, (_, index) => siteLines(index));
  return [
    "version: 1",
    "defaults:",
    "  download: backups/{site}/{date}",
    "  tags: [customers]",
    "sites:",
    ...sites.flat(),
    "",
  ].join("\n");
}

function siteLines(index: number): string[] {
  const host = `www.customer-${index}.example`;
  return [
    `  # ${index}: the shop of a customer, with a person to call`,
    `  - name: customer-${index}`,
    `    url: https://${host}/`,
    `    endpoint: https://${host}/index.php?option=com_akeebabackup&view=api&format=raw`,
    "    product: joomla",
    "    credential:",
    `      secret: \${env:SECRET_${index % 50}}`,
    `    profile: ${1 + index % 3}`,
    `    headers: { X-Firewall-Pass: let-customer-${index}-in }`,
    `    tags: [${index % 2 === 0 ? "daily" : "weekly"}, group-${index % 100}]`,
    "    remote:",
    `      url: sftp://backup@${host}/var/www/administrator/components/com_akeebabackup/backup`,
    "      password: ${env:SFTP_PASSWORD}",
  ];
}
