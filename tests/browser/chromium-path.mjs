// Unpacks Chromium and the libraries it needs from the npm package into $TMPDIR and prints its path.
process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x'; // makes the package unpack its own nss, nspr and expat too
const { default: chromium } = await import('@sparticuz/chromium');
console.log(await chromium.executablePath());
