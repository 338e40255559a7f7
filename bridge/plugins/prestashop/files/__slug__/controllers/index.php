<?php
// Nobody is to see what is in this folder.
header('Location: ../');
exit;
