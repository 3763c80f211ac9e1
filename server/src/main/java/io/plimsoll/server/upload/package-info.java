/**
 * The archive door: a tar, tar.gz or zip of a model's folder is sent to the API and becomes a
 * deploy job that nobody has to wait for. The archive is looked through here, on the way in, and
 * kept in the one form in which models are kept, so that the same files are the same blob whatever
 * packed them. Entrance: UploadResource. Owns no tables; jobs are made through NewJobStore.
 */
@NullMarked
package io.plimsoll.server.upload;

import org.jspecify.annotations.NullMarked;
