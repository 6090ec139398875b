/** The deliveries by Exim once more, with one resident process in place of one for each connection. */
import '../support/resident-mode.js';
import './exim-delivery.test.js';
import './exim-onions.test.js';
import './exim-refusals.test.js';
import './exim-tls.test.js';
