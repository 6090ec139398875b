/** The private Tor network once more, with one resident process in place of one for each connection. */
import '../support/resident-mode.js';
import './tor.test.js';
