import './recognition';
import './explanations';
import './navigation';
import './sharing';
import './edits';
import './failuresView';
import './bigLog';
import './crash';
