// Runs in CloudFront for each request of the site (never for /api/): an address of the calling screen is no file,
// so whatever has no dot in its last part gets the page, and the page reads its own address.
function handler(event) {
  var request = event.request;
  var last = request.uri.substring(request.uri.lastIndexOf('/') + 1);
  if (last.indexOf('.') === -1) {
    request.uri = '/index.html';
  }
  return request;
}
